import { playTranscripts } from '../spec.ts';

playTranscripts('codestar-notifications');
