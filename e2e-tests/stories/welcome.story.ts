import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Person } from '../src/person.ts';
import { Stack } from '../src/stack.ts';

describe('Carol comes to Tacet', () => {
  let stack: Stack;
  let carol: Person;

  beforeAll(async () => {
    stack = await Stack.start();
    carol = await Person.arrives(stack, 'Carol');
  });

  afterAll(async () => {
    await carol?.leaves();
    await stack?.dispose();
  });

  test.each(['short', 'password1234', 'carolcarolcarol'])(
    'a weak password (%s) is not accepted',
    async (weak) => {
      await carol.fillsInSignUp(weak);
      await carol.page.getByRole('button', { name: 'Create account' }).click();
      await carol.isTold(/./);
      expect(await carol.page.getByRole('navigation', { name: 'Conversations' }).count()).toBe(0);
    },
  );

  test('her network dies while the account is made; it is finished when she tries again', async () => {
    await carol.fillsInSignUp(carol.password);
    let cut: Promise<void> | undefined;
    carol.page.on('request', (request) => {
      if (request.url().includes('/api/v1/social/')) cut ??= carol.network.cut();
    });
    await carol.page.getByRole('button', { name: 'Create account' }).click();
    await carol.isTold(/./);
    await cut;
    await carol.network.mend();
    await carol.page.reload();
    await carol.resumes();
    await carol.isHome();
  });

  test('the name is taken now', async () => {
    const dora = await Person.arrives(stack, 'Dora');
    await dora.page.getByRole('tab', { name: 'Create account' }).click();
    await dora.page.getByLabel('Username', { exact: true }).fill(carol.username.toUpperCase());
    await dora.page.getByText(/taken/i).first().waitFor();
    await dora.leaves();
  });

  test('sign out keeps the sealed vault; a wrong password does not open it, the right one does', async () => {
    await carol.choosesInAccountMenu('Sign out');
    await carol.confirms('Sign out');
    await carol.signsIn('something else entirely 99');
    await carol.isTold(/password/i);
    await carol.signsIn();
    await carol.isHome();
  });

  test('in a browser without her keys she is told where they are, and can start over', async () => {
    const elsewhere = await Person.arrives(stack, 'Elsewhere');
    await elsewhere.actsAs(carol).signsIn();
    await elsewhere.page.getByRole('button', { name: 'Start over' }).first().waitFor();
    await elsewhere.leaves();
  });

  test('where only invited people sign up, the form asks for a code; who is suspended is told', async () => {
    await stack.administrator('registration', 'invite-only');
    const [code = ''] = (await stack.administrator('invite')).split('\n');
    const frank = await Person.arrives(stack, 'Frank');
    await frank.fillsInSignUp(frank.password);
    const field = frank.page.getByLabel('Invitation code', { exact: true });
    const create = frank.page.getByRole('button', { name: 'Create account' });
    await field.fill('AAAAA-BBBBB-CCCCC-DDDDD');
    await create.click();
    await frank.isTold(/invitation code is not good/);
    await field.fill(code.toLowerCase());
    await create.click();
    await frank.isHome();

    await frank.putsOffThePhrase();
    await stack.administrator('suspend', frank.username);
    await frank.page.getByRole('button', { name: 'Sign in again' }).click();
    const again = frank.page.getByRole('dialog');
    await again.getByLabel('Password', { exact: true }).fill(frank.password);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await frank.isTold(/suspended/);
    await stack.administrator('unsuspend', frank.username);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await again.waitFor({ state: 'detached' });
    await frank.leaves();
  });
});
