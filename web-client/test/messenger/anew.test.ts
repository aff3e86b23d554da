import { describe, expect, it } from 'vitest';

import { Anew } from '../../src/messenger/kernel/anew.ts';

/** A service that answers when the test lets it. */
class Service {
  readonly asked: PromiseWithResolvers<string>[] = [];
  readonly anew = new Anew(() => {
    const question = Promise.withResolvers<string>();
    this.asked.push(question);
    return question.promise;
  });

  get questions(): number {
    return this.asked.length;
  }
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe('a question that is asked anew', () => {
  it('is asked once for all who come while it runs, after that', async () => {
    const service = new Service();
    const first = service.anew.run();
    const others = [service.anew.run(), service.anew.run(), service.anew.run()];
    await turns();
    expect(service.questions).toBe(1);
    service.asked[0]?.resolve('old');
    expect(await first).toBe('old');
    await turns();
    expect(service.questions).toBe(2);
    service.asked[1]?.resolve('new');
    expect(await Promise.all(others)).toEqual(['new', 'new', 'new']);
    expect(service.questions).toBe(2);
  });

  it('is asked again by whoever comes while the second one runs', async () => {
    const service = new Service();
    void service.anew.run();
    void service.anew.run();
    service.asked[0]?.resolve('');
    await turns();
    const third = service.anew.run();
    service.asked[1]?.resolve('too early for that');
    await turns();
    service.asked[2]?.resolve('new');
    expect(await third).toBe('new');
  });

  it('never runs twice at once, also when somebody asks the moment it has ended', async () => {
    const service = new Service();
    const first = service.anew.run();
    const between = first.then(() => service.anew.run());
    const second = service.anew.run();
    service.asked[0]?.resolve('old');
    await turns();
    expect(service.questions).toBe(2);
    service.asked[1]?.resolve('new');
    expect(await Promise.all([between, second])).toEqual(['new', 'new']);
  });

  it('goes on after a failure, which only those hear of whose question it was', async () => {
    const service = new Service();
    const first = service.anew.run();
    const second = service.anew.run();
    service.asked[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turns();
    service.asked[1]?.resolve('back');
    expect(await second).toBe('back');
    expect(service.anew.running).toBeNull();
  });
});
