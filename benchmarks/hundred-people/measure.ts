import { runWithEnums } from '../with-enums.ts';

runWithEnums(new URL('club.ts', import.meta.url));
