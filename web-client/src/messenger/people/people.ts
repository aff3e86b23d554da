import type { Random, Timers } from '../ports/platform.ts';
import { Directory, type DirectoryDependencies } from './directory.ts';
import { Friendship } from './friendship.ts';
import { Lookalikes } from './lookalikes.ts';
import { Refresher } from './refresher.ts';

export interface PeopleDependencies extends DirectoryDependencies {
  readonly timers: Timers;
  readonly random: Random;
  readonly broken: (cause: unknown) => void;
}

/** Friends, requests and blocks: what is known, how it stays fresh, and what the user does about it. */
export class People {
  readonly directory: Directory;
  readonly refresher: Refresher;
  readonly friendship: Friendship;
  readonly lookalikes = new Lookalikes();

  constructor(deps: PeopleDependencies) {
    const { crypto, social, login, timers, random, broken } = deps;
    this.directory = new Directory(deps);
    this.refresher = new Refresher(this.directory, timers, random, broken);
    this.friendship = new Friendship({ crypto, social, login, directory: this.directory });
  }
}
