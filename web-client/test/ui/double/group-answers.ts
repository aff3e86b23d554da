import type { FailureCode, GroupConversationView, Person } from '../../../src/messenger/port.ts';
import { alice, bob, carol, dave, erin, group, member, person, zoe } from './cast.ts';
import { fail, succeed, type ScriptedMessenger } from './scripted-messenger.ts';

/** Names of new groups that are refused, each for its own reason. */
const REFUSED: Readonly<Record<string, FailureCode>> = {
  Full: 'room-full',
  '?': 'group-name-invalid',
};

/** Commands about groups show what they changed, as those of the messenger do. */
export function answerAboutGroups(messenger: ScriptedMessenger): void {
  const { answers } = messenger;
  answers.createGroup = ({ name, accountIds = [] }) => {
    const refusal = REFUSED[name];
    if (refusal !== undefined) return fail(refusal);
    const made = group(name, [alice], { invited: accountIds.map(invited), sortMs: Date.now() });
    messenger.change({ conversations: [made, ...messenger.snapshot.conversations] });
    return succeed({ roomId: made.roomId });
  };
  answers.addPeople = ({ roomId, accountIds = [] }) =>
    change(messenger, roomId, (known) => ({ invited: [...known.invited, ...accountIds.map(invited)] }));
  answers.removeMember = ({ roomId, accountId }) => {
    const stays = (each: { readonly person: Person }): boolean => each.person.accountId !== accountId;
    return change(messenger, roomId, ({ members, invited: asked }) => ({
      members: members.filter(stays),
      invited: asked.filter(stays),
    }));
  };
  answers.renameGroup = ({ roomId, name, description }) =>
    change(messenger, roomId, () => ({ name, description }));
  answers.leaveGroup = ({ roomId }) =>
    change(messenger, roomId, () => ({ me: 'former', open: false, members: [], invited: [] }));
  answers.acceptInvitation = ({ roomId }) => {
    answered(messenger, roomId);
    return succeed({ roomId });
  };
  answers.declineInvitation = ({ roomId }) => answered(messenger, roomId);
}

function invited(accountId: string): GroupConversationView['invited'][number] {
  const known = [bob, carol, dave, erin, zoe].find((each) => each.accountId === accountId);
  return member(known ?? person(accountId, ''), { role: 'invited' });
}

function change(
  messenger: ScriptedMessenger,
  roomId: string,
  how: (known: GroupConversationView) => Partial<GroupConversationView>,
): undefined {
  const known = messenger.snapshot.conversations.find((each) => each.roomId === roomId);
  if (known?.kind === 'group') messenger.changeConversation(roomId, how(known));
}

function answered(messenger: ScriptedMessenger, roomId: string): undefined {
  const invitations = messenger.snapshot.invitations.filter((each) => each.roomId !== roomId);
  messenger.change({ invitations });
}
