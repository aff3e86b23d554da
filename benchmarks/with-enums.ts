import { spawnSync } from 'node:child_process';

/**
 * Runs a script with the arguments of this one and a flag that it needs: what the compiler of protobuf writes has enums,
 * which Node does not strip. Ends as it ended.
 */
export function runWithEnums(script: URL): never {
  const flags = ['--experimental-transform-types', '--no-warnings'];
  const { status } = spawnSync(process.execPath, [...flags, script.pathname, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
