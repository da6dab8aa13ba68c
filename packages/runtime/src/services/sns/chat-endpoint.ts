/**
 * The endpoint by which the chat service subscribes to topics: it confirms at once, and is asked from inside.
 */
// AWS: Amazon Q Developer in chat applications (once Chatbot), administrator guide, "Getting started": the endpoint.
const chatEndpoint = 'https://global.sns-api.chatbot.amazonaws.com';

export const isChat = (endpoint: string): boolean => endpoint === chatEndpoint;
