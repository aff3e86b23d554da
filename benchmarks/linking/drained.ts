import { join } from 'node:path';
import { looksBehindScreens } from '../../e2e-tests/src/behind-the-screen.ts';
import { Person } from '../../e2e-tests/src/person.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import type { WaitingMail } from '../drain/waiting-mail.ts';
import { until, watchesScreen } from './marks.ts';

/** The same folder, once its browser has fetched all of it and both have ended in good order. */
export async function drained(mail: WaitingMail): Promise<WaitingMail> {
  const stack = await Stack.again(join(mail.folder, 'server'), mail.port);
  const account = { username: mail.username, password: mail.password, firstName: 'Bob' };
  const bob = await Person.isBack(stack, account, join(mail.folder, 'profile'));
  try {
    await looksBehindScreens(bob.browser.context);
    await watchesScreen(bob.browser.context, mail);
    await bob.opensTacet();
    await bob.unlocks();
    await until(bob.page, 'everything');
    // The cookie that the next login needs is written down when a browser is closed, and not when it is killed.
    await bob.browser.close();
  } finally {
    await bob.browser.kill();
    await bob.network.cut();
    await stack.stop();
  }
  return mail;
}
