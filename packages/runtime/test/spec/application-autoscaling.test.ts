import { playTranscripts } from '../spec.ts';

playTranscripts('application-autoscaling');
