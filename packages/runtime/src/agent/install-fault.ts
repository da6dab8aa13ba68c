/** Why files are not where they should be, in the published agent's words. */
export class InstallFault extends Error {}
