import { playTranscripts } from '../spec.ts';

playTranscripts('codestar-connections');
