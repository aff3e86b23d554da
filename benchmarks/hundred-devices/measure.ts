import { runWithEnums } from '../with-enums.ts';

runWithEnums(new URL('sent.ts', import.meta.url));
