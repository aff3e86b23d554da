import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { atTheEnd } from './processes.ts';

/** Where Debian keeps its versions. */
const DEBIAN = '/usr/lib/postgresql';
const USER = 'tacet';
const WITHIN_MS = 60_000;

/** A PostgreSQL of Debian on loopback with databases of its own. It refuses to run as root, so root runs it as `postgres`. */
export class Postgres {
  private readonly binaries: string;
  private readonly folder: string;
  private readonly port: number;
  private readonly forget: () => void;

  private constructor(binaries: string, folder: string, port: number) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
    this.forget = atTheEnd(() => this.dispose());
  }

  static async start(...databases: readonly string[]): Promise<Postgres> {
    const postgres = new Postgres(newest(), mkdtempSync(join(tmpdir(), 'tacet-postgres-')), await freePort());
    try {
      postgres.begin();
      for (const name of databases)
        postgres.run('createdb', '-h', '127.0.0.1', '-p', String(postgres.port), '-U', USER, name);
      return postgres;
    } catch (failure) {
      postgres.dispose();
      throw failure;
    }
  }

  url(database: string): string {
    return `r2dbc:postgresql://${USER}@127.0.0.1:${this.port}/${database}`;
  }

  dispose(): void {
    this.forget();
    if (existsSync(join(this.data, 'postmaster.pid')))
      this.run('pg_ctl', '-D', this.data, '-m', 'immediate', '-w', 'stop');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private begin(): void {
    if (isRoot()) {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
      chownSync(this.folder, uid!, gid!);
    }
    this.run('initdb', '-D', this.data, '-U', USER, '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync');
    const options = `-p ${this.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
    this.run('pg_ctl', '-D', this.data, '-l', join(this.folder, 'log'), '-o', options, '-w', 'start');
  }

  private run(program: string, ...args: readonly string[]): void {
    const command = [join(this.binaries, program), ...args];
    const [first, ...rest] = isRoot() ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    // Not into a pipe: the server that pg_ctl leaves behind would hold it open.
    execFileSync(first!, rest, { cwd: '/', stdio: 'ignore', timeout: WITHIN_MS });
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function newest(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const binaries = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (binaries === undefined) throw new Error('apt-get install postgresql');
  return binaries;
}
