import { readFileSync } from 'node:fs';

// From `/proc`, so on Linux only.

/** Linux counts processor time for programs in hundredths of a second. */
const MS_PER_TICK = 10;
const BYTES_PER_KIB = 1_024;

/** Milliseconds of processor time that a process has used, in all of its threads. */
export function processorMs(pid: number): number {
  // Its name, in brackets, may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** Bytes of memory that a process has now. */
export function residentBytes(pid: number): number {
  return inStatus(pid, 'VmRSS');
}

/** The most that it ever had. */
export function mostResidentBytes(pid: number): number {
  return inStatus(pid, 'VmHWM');
}

function inStatus(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return BYTES_PER_KIB * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}
