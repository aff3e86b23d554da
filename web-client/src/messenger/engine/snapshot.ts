import type { Conversation, OwnConversation } from '../conversations/records.ts';
import { topmostUnread, viewOf } from '../conversations/records.ts';
import type { ConversationView, LinkingView, Person, Phase, Snapshot } from '../port.ts';
import { DEFAULT_SETTINGS } from '../settings/settings.ts';
import type { OpenedAccount } from './opened-account.ts';

/** What the interface shows, put together when it is asked for. */
export function snapshotOf(
  phase: Phase,
  opened: OpenedAccount | null,
  linking: LinkingView | null,
): Snapshot {
  if (!opened || phase.at !== 'ready') return closedSnapshot(phase, linking);
  const { incoming, outgoing, blocked } = opened.people.directory.value;
  const friends = opened.conversations.friends();
  const conversations = [...opened.conversations.table.all()]
    // [D-7] What devices of one account tell each other is no conversation.
    .flatMap((row) => (row.kind === 'self' ? [] : [conversationView(opened, row, friends)]))
    .toSorted((a, b) => b.sortMs - a.sortMs);
  const invitations = opened.groupViews.invitations(friends);
  const known = { conversations, incoming, outgoing, invitations };
  return {
    phase: { at: 'ready', me: opened.me },
    connection: opened.connection.view,
    catchingUp: opened.mail.inbox.catchingUp,
    ...known,
    lookalikes: opened.people.lookalikes.among(opened.me, known),
    blocked,
    settings: opened.settings.value,
    linking,
    history: opened.archive.restoring ?? opened.history.view,
    recovery: opened.recovery.view,
    archive: opened.archive.view,
  };
}

/** Nothing but the phase: no vault is open. */
export function closedSnapshot(phase: Phase, linking: LinkingView | null = null): Snapshot {
  return {
    phase,
    connection: { state: 'offline', retryAtMs: null },
    catchingUp: null,
    conversations: [],
    incoming: [],
    outgoing: [],
    invitations: [],
    lookalikes: [],
    blocked: [],
    settings: DEFAULT_SETTINGS,
    linking,
    history: null,
    recovery: 'unknown',
    archive: { state: 'off', saved: 0, of: 0, size: 0 },
  };
}

function conversationView(
  opened: OpenedAccount,
  row: Exclude<Conversation, OwnConversation>,
  friends: ReadonlyMap<string, Person>,
): ConversationView {
  const { groupViews, presence, typing, trust } = opened;
  const older = row.older ?? 0;
  const firstUnread = topmostUnread(row);
  const common = {
    roomId: row.roomId,
    open: row.open,
    lastMessage: row.last && viewOf(row.last, older),
    sortMs: row.sortMs,
    unread: row.unread,
    messageCount: row.messageCount + older,
    firstUnreadIndex: firstUnread === null ? null : firstUnread + older,
    draft: row.draft,
  };
  const writing = typing.in(row.roomId);
  if (row.kind === 'group') return { ...common, ...groupViews.conversation(row, friends), typing: writing };
  const { person } = row;
  return {
    ...common,
    kind: 'direct',
    person,
    presence: presence.of(person.accountId),
    typing: writing.length > 0,
    trust: trust.of(person.accountId),
  };
}
