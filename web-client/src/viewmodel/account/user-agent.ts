export { describeUserAgent } from '../../messenger/devices/user-agent.ts';
