import { playTranscripts } from '../spec.ts';

playTranscripts('sns');
