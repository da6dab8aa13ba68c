// Loaded before a task's Node program. A task has an address of its own; a program that listens on every address
// means that one, as in a container.
import net from 'node:net';

const address = process.env.PENSTOCK_ADDRESS;
const everywhere = new Set([undefined, null, '', '0.0.0.0', '::', '[::]']);

if (address) {
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (...words) {
    const [first] = words;
    if (typeof first === 'object' && first !== null && 'port' in first) {
      if (everywhere.has(first.host)) words[0] = { ...first, host: address };
    } else if (isPort(first) && everywhere.has(typeof words[1] === 'string' ? words[1] : undefined)) {
      if (typeof words[1] === 'string') words[1] = address;
      else words.splice(1, 0, address);
    }
    return listen.apply(this, words);
  };
}

function isPort(word) {
  return typeof word === 'number' || (typeof word === 'string' && /^\d+$/.test(word));
}
