import { Tacet } from '@tacet/client';

const { TACET_SERVER: server = '', BOT_NAME: username = '', BOT_PASSWORD: password = '' } = process.env;
const options = { server, username, password, store: `${username}.db`, firstName: 'Echo' };

const tacet = await Tacet[process.argv[2] === 'register' ? 'register' : 'connect'](options, {
  onRequest: (request) => request.accept(),
  onMessage: (message) => message.reply(`You said: ${message.text}`),
});
process.stdout.write(`${username} is listening\n`);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void tacet.close());
await tacet.closed;
