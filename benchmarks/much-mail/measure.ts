/**
 * Runs `mail.ts` with a flag that it needs: what the compiler of protobuf writes has enums, which Node does not strip.
 */
import { spawnSync } from 'node:child_process';

const flags = ['--experimental-transform-types', '--no-warnings'];
const script = new URL('mail.ts', import.meta.url).pathname;
const { status } = spawnSync(process.execPath, [...flags, script, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
