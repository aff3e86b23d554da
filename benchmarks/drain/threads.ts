import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;
const SHOWN = 14;

/** Processor time, ms, by `program: thread`. */
export type ThreadTimes = ReadonlyMap<string, number>;

/** Of every thread that the process and its descendants have now. Threads that ended are not in it. */
export async function threadTimes(root: number): Promise<ThreadTimes> {
  const times = new Map<string, number>();
  for (const pid of [root, ...(await descendants(root))]) {
    const program = await kindOf(pid);
    for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
      const stat = await statOf(`/proc/${pid}/task/${thread}/stat`);
      if (!stat) continue;
      const name = `${program}: ${stat.name.replace(/[/-]?\d+.*$/, '')}`;
      times.set(name, (times.get(name) ?? 0) + stat.ticks * TICK_MS);
    }
  }
  return times;
}

/** What grew, most first. */
export function spentSince(before: ThreadTimes, after: ThreadTimes): readonly [string, number][] {
  const spent = [...after].map(([name, ms]): [string, number] => [name, ms - (before.get(name) ?? 0)]);
  return spent
    .filter(([, ms]) => ms > TICK_MS)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, SHOWN);
}

async function descendants(root: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await statOf(`/proc/${name}/stat`);
    if (stat) parents.set(Number(name), stat.parent);
  }
  const found: number[] = [];
  for (let level = [root]; level.length > 0;) {
    level = [...parents].filter(([, parent]) => level.includes(parent)).map(([pid]) => pid);
    found.push(...level);
  }
  return found;
}

/** Chromium tells by `--type` and `--utility-sub-type` what a process is for. */
async function kindOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const kind = /--utility-sub-type=([\w.]+)/.exec(line)?.[1] ?? /--type=([\w-]+)/.exec(line)?.[1];
  return kind ?? (/([\w.-]+)\0/.exec(line)?.[1] || 'gone');
}

async function statOf(
  file: string,
): Promise<{ readonly name: string; readonly parent: number; readonly ticks: number } | undefined> {
  const line = await readFile(file, 'utf8').catch(() => undefined);
  if (line === undefined) return undefined;
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  return {
    name: line.slice(line.indexOf('(') + 1, end),
    parent: Number(fields[1]),
    ticks: Number(fields[11]) + Number(fields[12]),
  };
}
