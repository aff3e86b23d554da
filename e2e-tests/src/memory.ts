import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';

const KIB_PER_MIB = 1_024;

/**
 * Resident memory in MiB of each process in a process group, by its program; of a JVM by its main class or its jar. Shared
 * pages count for everybody who has them. From `/proc`, so on Linux only.
 */
export async function memoryOf(group: number): Promise<Readonly<Record<string, number>>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => memberOf(group, pid).catch(gone)));
  return Object.fromEntries(all.flatMap((each) => (each ? [each] : [])));
}

async function memberOf(group: number, pid: string): Promise<readonly [string, number] | undefined> {
  // The name of the program is in brackets and may have anything in it: process, parent and group come after it.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (Number(itsGroup) !== group) return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter((arg) => arg !== '');
  return [programOf(args), Number(resident) / KIB_PER_MIB];
}

function programOf(args: readonly string[]): string {
  const [program = ''] = args;
  const main = args.find((arg) => arg.startsWith('chat.tacet.')) ?? args[args.indexOf('-jar') + 1];
  // Redis says of itself where it listens.
  return basename((basename(program) === 'java' ? main : program.split(' ')[0]) ?? program);
}

/** It ended while it was looked at. */
function gone(cause: unknown): undefined {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code !== 'ENOENT' && code !== 'ESRCH') throw cause;
}
