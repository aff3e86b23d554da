import type { FriendRequest, GroupInvitationView, Snapshot } from '../../messenger/port.ts';

/** Somebody asks for an answer: to be a friend, or to join a group. */
export type Asked =
  | { readonly id: string; readonly kind: 'friend'; readonly request: FriendRequest }
  | { readonly id: string; readonly kind: 'group'; readonly invitation: GroupInvitationView };

/** Oldest first: what comes next moves nothing that somebody may be about to answer. */
export function arrangeRequests(
  { incoming, invitations }: Pick<Snapshot, 'incoming' | 'invitations'>,
  hidden: ReadonlySet<string>,
): readonly Asked[] {
  const asked = [
    ...incoming.map((request) => ({ id: request.requestId, kind: 'friend', request }) as const),
    ...invitations.map((invitation) => ({ id: invitation.roomId, kind: 'group', invitation }) as const),
  ];
  return asked.filter(({ id }) => !hidden.has(id)).toSorted((a, b) => askedAtMs(a) - askedAtMs(b));
}

function askedAtMs(asked: Asked): number {
  return asked.kind === 'friend' ? asked.request.createdAtMs : asked.invitation.createdAtMs;
}
