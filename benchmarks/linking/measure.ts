import { runWithEnums } from '../with-enums.ts';

runWithEnums(new URL('linking.ts', import.meta.url));
