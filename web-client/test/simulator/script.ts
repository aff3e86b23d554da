import type { SendFault } from '../messenger/world/relay-double.ts';
import { Chance } from './chance.ts';

/** Who there is before the script begins. `direct`: two friends; `pairs`: two devices each; `trio`, `quartet`: a group. */
export type Shape = 'direct' | 'pairs' | 'trio' | 'quartet';

/**
 * One thing that happens, `after` so many milliseconds; whatever else goes on goes on meanwhile. `who` and `whom` are
 * numbers: of the device and of the person, whoever there is then.
 */
export type Happening = { readonly after: number } & (
  | { readonly what: 'writes'; readonly who: number; readonly where: number }
  | { readonly what: 'looks' | 'locks' | 'loses connection'; readonly who: number }
  | {
      readonly what: 'crashes';
      readonly who: number;
      readonly commits: number;
      readonly stored: boolean;
      readonly downMs: number;
    }
  | { readonly what: 'network'; readonly who: number; readonly up: boolean }
  | { readonly what: 'slow'; readonly who: number; readonly ms: number }
  | { readonly what: 'call lost'; readonly who: number; readonly loss: 'before' | 'after' }
  | { readonly what: 'news lost'; readonly who: number; readonly lost: boolean }
  | { readonly what: 'old lists'; readonly whom: number; readonly shown: boolean }
  | { readonly what: 'group'; readonly who: number; readonly how: GroupChange; readonly whom: number }
  | { readonly what: 'signs out'; readonly who: number; readonly whom: number }
  | { readonly what: 'links' | 'recovers' | 'loses device'; readonly who: number }
  | { readonly what: 'steals'; readonly who: number }
  | { readonly what: 'time passes'; readonly hours: number }
  | { readonly what: 'relay'; readonly fault: SendFault }
  | { readonly what: 'relay releases' }
  | { readonly what: 'mail again'; readonly who: number }
);

export interface Script {
  readonly seed: string;
  readonly shape: Shape;
  readonly happenings: readonly Happening[];
}

export const GROUP_CHANGES = [
  'add',
  'remove',
  'leave',
  'rename',
  'hand over',
  'accept',
  'decline',
  'create',
] as const;
export type GroupChange = (typeof GROUP_CHANGES)[number];

type What = Happening['what'];

const WEIGHTS: readonly (readonly [number, What])[] = [
  [12, 'writes'],
  [2, 'looks'],
  [1, 'locks'],
  [2, 'loses connection'],
  [4, 'crashes'],
  [2, 'network'],
  [1, 'slow'],
  [2, 'call lost'],
  [1, 'news lost'],
  [4, 'relay'],
  [1, 'relay releases'],
  [1, 'mail again'],
  [1, 'old lists'],
  [5, 'group'],
  [1, 'links'],
  [1, 'signs out'],
  [0.3, 'recovers'],
  [0.3, 'loses device'],
  [0.5, 'steals'],
  [0.4, 'time passes'],
];

const FAULTS = [
  'lose',
  'lose-answer',
  'try-later',
  'disconnect',
  'store-and-refuse',
  'swallow',
  'withhold',
  'none',
] as const satisfies readonly SendFault[];

const MOST_HAPPENINGS = 40;

/** The script of that seed. */
export function scriptOf(seed: string): Script {
  const chance = new Chance(`${seed}/script`);
  const shape = chance.weighted<Shape>([
    [3, 'direct'],
    [2, 'pairs'],
    [3, 'trio'],
    [1, 'quartet'],
  ]);
  const count = chance.between(6, MOST_HAPPENINGS);
  return { seed, shape, happenings: Array.from({ length: count }, () => happening(chance)) };
}

function happening(chance: Chance): Happening {
  const what = chance.weighted(WEIGHTS);
  const after = chance.small(8_000);
  const who = chance.between(0, 7);
  switch (what) {
    case 'writes':
      return { after, what, who, where: chance.between(0, 7) };
    case 'crashes':
      return {
        after,
        what,
        who,
        commits: chance.between(1, 8),
        stored: chance.happens(0.5),
        downMs: chance.small(20_000),
      };
    case 'network':
      return { after, what, who, up: chance.happens(0.5) };
    case 'slow':
      return { after, what, who, ms: chance.small(3_000) };
    case 'call lost':
      return { after, what, who, loss: chance.oneOf(['before', 'after']) };
    case 'news lost':
      return { after, what, who, lost: chance.happens(0.5) };
    case 'old lists':
      return { after, what, whom: chance.between(0, 3), shown: chance.happens(0.5) };
    case 'group':
      return { after, what, who, how: chance.oneOf(GROUP_CHANGES), whom: chance.between(0, 3) };
    case 'signs out':
      return { after, what, who, whom: chance.between(0, 3) };
    case 'time passes':
      return { after, what, hours: chance.between(1, 26) };
    case 'relay':
      return { after, what, fault: chance.oneOf(FAULTS) };
    case 'relay releases':
      return { after, what };
    case 'looks':
    case 'locks':
    case 'loses connection':
    case 'mail again':
    case 'links':
    case 'recovers':
    case 'loses device':
    case 'steals':
      return { after, what, who };
  }
}
