import type { Fault } from './fault.ts';
import { REPEATED_AFTER_DEATH } from './report.ts';
import type { Town } from './town.ts';

/**
 * kill -9 of masters of a Redis Cluster; a replica takes over each time.
 *
 * @param replicas that must have a message before it is accepted. With none, what was accepted in the last
 * moments may be lost: it is counted.
 */
export function masterIsKilled(kills: number, replicas: 0 | 1): Fault {
  const accepted = replicas === 0 ? 'by the master alone' : 'when its replica has it';
  return {
    name: `kill -9 of a master of a Redis Cluster, ${kills} times; accepted ${accepted}`,
    plan: {
      people: 20,
      relays: 3,
      cluster: true,
      relay: { TACET_RELAY_REPLICAS_BEFORE_ACCEPTED: String(replicas) },
    },
    repeated: REPEATED_AFTER_DEATH,
    failover: replicas === 0 ? 'may lose' : 'loses nothing',
    strike: async (town) => {
      town.everybodyWrites(400);
      let healed = 0;
      for (let i = 0; i < kills; i++) healed = await mastersDeath(town);
      await town.moreAccepted(300);
      return healed;
    },
  };
}

/** @returns when another had taken over */
async function mastersDeath(town: Town): Promise<number> {
  const { cluster } = town;
  if (cluster === undefined) throw new Error('there is no cluster');
  await town.moreAccepted(300);
  const victim = await cluster.someMaster();
  await victim.process.kill();
  await cluster.isReplaced(victim);
  const healed = Date.now();
  // It comes back as a replica of its successor, which waits for one before it says yes to anybody.
  await victim.process.start();
  await cluster.isWhole();
  return healed;
}
