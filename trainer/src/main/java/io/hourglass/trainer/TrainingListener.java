package io.hourglass.trainer;

import io.hourglass.trainer.fit.Progress;

/** Is told how a training goes, on the training thread. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener SILENT =
      new TrainingListener() {
        @Override
        public void note(String sentence) {}

        @Override
        public void progress(Progress progress) {}
      };

  /** Something that a user wants to know, once. */
  void note(String sentence);

  /** A step was made; comes often, so it must be cheap. */
  void progress(Progress progress);
}
