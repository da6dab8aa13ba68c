import type {
  DeleteGitHubAccountTokenCommandInput,
  DeleteGitHubAccountTokenOutput,
  ListGitHubAccountTokenNamesOutput,
} from '@aws-sdk/client-codedeploy';
import type { Handler } from '../../../dispatch/service.ts';
import { gitHubTokenNameRequired, gitHubTokenNotFound } from '../errors.ts';

// Connections to GitHub are made in AWS's console, by a handshake in a browser: there are none here, and agents fetch
// with what git on their machine knows.

export const listGitHubAccountTokenNames: Handler<object, ListGitHubAccountTokenNamesOutput> = () => ({
  tokenNameList: [],
});

export const deleteGitHubAccountToken: Handler<
  DeleteGitHubAccountTokenCommandInput,
  DeleteGitHubAccountTokenOutput
> = ({ tokenName }) => (tokenName ? gitHubTokenNotFound(tokenName) : gitHubTokenNameRequired());
