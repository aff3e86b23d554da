import { drain } from './drain.ts';
import { rowOf, type Row } from './report.ts';
import { Town, type TownPlan } from './town.ts';

/** One thing that happens to a running Tacet while people write. */
export interface Fault {
  readonly name: string;
  readonly plan: TownPlan;
  /** What a device may be given again after one reconnect: one of the two of `report.ts`. */
  readonly repeated: number;
  /** Of faults in which a replica takes over: whether what was accepted may be lost. */
  readonly failover?: 'loses nothing' | 'may lose';
  /** Mailboxes have no room: mail is refused. */
  readonly noRoom?: true;
  /**
   * Lets it happen. Everybody is connected and nobody writes when it begins.
   *
   * @returns when it was over, in ms since 1970; undefined if that is no moment
   */
  readonly strike: (town: Town) => Promise<number | undefined>;
}

/** Builds a town, lets the fault happen, collects everything and judges. */
export async function suffer(fault: Fault): Promise<Row> {
  const town = await Town.build(fault.plan);
  try {
    await town.everybodyConnects();
    const healed = await fault.strike(town);
    const left = await drain(town);
    const promised = {
      repeatedPerConnection: fault.repeated,
      failover: fault.failover !== undefined,
      noRoom: fault.noRoom === true,
    };
    const row = rowOf(fault.name, town, left, promised, healed);
    const forgiven = fault.failover === 'may lose' ? row.verdict.lost : [];
    return { ...row, broken: row.broken.filter((promise) => !forgiven.includes(promise)) };
  } catch (failure) {
    throw new Error(`${fault.name}: ${town.lastWords()}`, { cause: failure });
  } finally {
    await town.dispose();
  }
}
