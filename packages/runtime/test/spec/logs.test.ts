import { playTranscripts } from '../spec.ts';

playTranscripts('logs');
