import { playTranscripts } from '../spec.ts';

playTranscripts('ecr');
