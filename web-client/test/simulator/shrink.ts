import type { Happening, Script } from './script.ts';

/** Replays that looking for a shorter script may take: a failing run takes a second or two. */
const MOST_TRIES = 60;

/** Leaves out of a failing script what it does not need in order to fail. */
export async function shrunk(script: Script, fails: (script: Script) => Promise<boolean>): Promise<Script> {
  let happenings = script.happenings;
  let tries = 0;
  for (let size = Math.ceil(happenings.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < happenings.length && tries < MOST_TRIES;) {
      const fewer = [...happenings.slice(0, at), ...happenings.slice(at + size)];
      tries++;
      if (await fails({ ...script, happenings: fewer })) happenings = fewer;
      else at += size;
    }
  }
  return { ...script, happenings };
}

/** A script to read, one line for each thing that happens. */
export function told({ seed, shape, happenings }: Script): string {
  return [`TACET_SEED=${seed}, ${shape}:`, ...happenings.map(line)].join('\n');
}

function line({ after, what, ...rest }: Happening): string {
  const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return `  ${after} ms later: ${[what, ...details].join(', ')}`;
}
