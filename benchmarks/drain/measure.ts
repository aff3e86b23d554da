import { runWithEnums } from '../with-enums.ts';

runWithEnums(new URL('drain.ts', import.meta.url));
