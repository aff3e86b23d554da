import { runWithEnums } from '../with-enums.ts';

runWithEnums(new URL('mail.ts', import.meta.url));
