import { playTranscripts } from '../spec.ts';

playTranscripts('kms');
