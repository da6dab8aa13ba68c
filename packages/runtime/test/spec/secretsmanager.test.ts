import { playTranscripts } from '../spec.ts';

playTranscripts('secretsmanager');
