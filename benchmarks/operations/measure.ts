import { runWithEnums } from '../with-enums.ts';

runWithEnums(new URL('counted.ts', import.meta.url));
