#pragma once

#include <functional>

class QWidget;

namespace squall {

// Dialogs of the window: each is shown and returns at once, and is gone when closed.

void showShortcuts(QWidget* parent);
void showAbout(QWidget* parent);

/// Asks whether to stop the run and quit. `onAnswer` is called once, unless `parent` goes first.
void askWhetherToStop(QWidget* parent, std::function<void(bool stop)> onAnswer);

} // namespace squall
