import type { ConversationView, GroupNotice, MessageView } from '../../messenger/port.ts';
import { personIn } from '../../viewmodel/groups/membership.ts';
import { t } from '../messages/translate.ts';
import { formatNames, senderName, toldName } from './names.ts';

/** What an entry about the conversation itself says; empty for what is not shown. */
export function noticeText(
  message: MessageView,
  view: ConversationView,
  myId: string,
  lookalikes: readonly string[] = [],
): string {
  const { notice, state } = message;
  if (notice === undefined || notice === 'discarded') return '';
  if (notice === 'name-changed') {
    const { former = '', name = '' } = message.change ?? {};
    const person = personIn(view, aboutWhom(message, view));
    return t('notice.name-changed', {
      former,
      name: person === null ? name : toldName(person, lookalikes, name),
    });
  }
  if (isGroupNotice(notice)) return groupNoticeText(message, notice, view, myId, lookalikes);
  if (view.kind === 'group') {
    if (notice === 'conversation-started') return t('group-notice.started');
    if (notice === 'security-alarm') return t('group-notice.alarm');
    if (notice === 'security-restored') return t('group-notice.restored');
  }
  const name = senderName(view, aboutWhom(message, view), lookalikes);
  if (notice === 'messages-missing' && state === 'repairing') {
    return t('notice.messages-missing.repairing', { name });
  }
  return t(`notice.${notice}`, { name, told: message.change?.name ?? '' });
}

const GROUP_NOTICES: Readonly<Record<GroupNotice, true>> = {
  'group-created': true,
  'member-invited': true,
  'member-joined': true,
  'invitation-declined': true,
  'invitation-withdrawn': true,
  'member-left': true,
  'member-removed': true,
  'group-renamed': true,
  'owner-changed': true,
  'member-gone': true,
};

function isGroupNotice(notice: NonNullable<MessageView['notice']>): notice is GroupNotice {
  return Object.hasOwn(GROUP_NOTICES, notice);
}

function groupNoticeText(
  { change, senderId }: MessageView,
  notice: GroupNotice,
  view: ConversationView,
  myId: string,
  lookalikes: readonly string[],
): string {
  const actorId = change?.actorId ?? senderId;
  const subjectIds = change?.subjectIds ?? [];
  const ofSubject = notice === 'owner-changed' || notice === 'member-gone';
  const mine = (ofSubject ? subjectIds.includes(myId) : actorId === myId) ? '.mine' : '';
  const actor = senderName(view, actorId, lookalikes);
  const name = change?.name ?? '';
  if (name === '' && notice === 'group-created') return t(`group-notice.created${mine}`, { actor });
  if (name === '' && notice === 'group-renamed') return t(`group-notice.renamed${mine}`, { actor });
  const people = subjectIds.map((id) =>
    id === myId ? t('group.you-object') : senderName(view, id, lookalikes),
  );
  return t(`notice.${notice}${mine}`, { actor, people: formatNames(people), name });
}

/** In a group a notice may be about somebody other than its sender. */
function aboutWhom({ change, senderId }: MessageView, view: ConversationView): string {
  return view.kind === 'direct' ? view.person.accountId : (change?.subjectIds[0] ?? senderId);
}
