package chat.tacet.relay.connection;

import chat.tacet.kit.revocation.RevocationCheck;
import chat.tacet.relay.admission.Admission;
import chat.tacet.relay.delivery.LetterCarrier;
import chat.tacet.relay.delivery.TypingRelay;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.SendRates;
import chat.tacet.relay.mailbox.Capacity;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.presence.PresenceNews;
import chat.tacet.relay.roster.Roster;
import chat.tacet.relay.tally.Tally;
import chat.tacet.relay.wake.DeviceLocator;
import chat.tacet.relay.wake.Holder;
import chat.tacet.relay.wake.NodeCalls;
import java.time.InstantSource;

/** What every connection of this node works with. */
public record RelayServices(
    RelayLimits limits,
    InstantSource clock,
    Holder.Names names,
    Roster roster,
    DeviceLocator locator,
    NodeCalls nodes,
    Mailboxes mailboxes,
    Capacity capacity,
    Admission admission,
    LetterCarrier carrier,
    SendRates rates,
    SendMemory memory,
    PartMemory parts,
    TypingRelay typing,
    PresenceNews presence,
    Rounds rounds,
    RevocationCheck revocations,
    Tally tally) {}
