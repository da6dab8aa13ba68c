/** `codepipeline` → `codepipeline.amazonaws.com`: who a service is when it calls for itself. */
export const servicePrincipal = (service: string): string => `${service}.amazonaws.com`;
