package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.rest.LoginSession;
import chat.tacet.client.store.StoreFile;
import chat.tacet.client.store.Vault;

/** An open store whose account is signed in. */
public record Opened(StoreFile file, Vault vault, Me me, LoginSession login) {}
