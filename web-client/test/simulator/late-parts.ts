/**
 * What the client fetches only when it is needed. Here it is there from the beginning: fetching takes turns of the real
 * event loop, and the virtual clock would not wait for them.
 */
import '../../src/messenger/archive/keeper.ts';
import '../../src/messenger/engine/device-handlers.ts';
import '../../src/messenger/engine/opened-account.ts';
import '../../src/messenger/history/moving.ts';
import '../../src/messenger/linking/index.ts';
import '../../src/messenger/recovery/late.ts';
import '../../src/messenger/tabs/tabs.ts';
import '../../src/messenger/verification/commands.ts';
