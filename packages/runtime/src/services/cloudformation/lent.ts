export { responseOf, responsePrefixes } from './operations/responses.ts';
