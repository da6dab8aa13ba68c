/** Tells what it was given. */
export const handler = async (event) => ({ version: process.env.VERSION, event });
