#pragma once

#include <functional>

class QString;
class QWidget;

namespace squall {

// Dialogs of the window: each is shown and returns at once, and is gone when closed.

void showShortcuts(QWidget* parent);
void showAbout(QWidget* parent);

/// What could not be done with a file, and why.
void showProblem(QWidget* parent, const QString& what, const QString& why);

/// Asks whether to stop the run and quit. `onAnswer` is called once, unless `parent` goes first.
void askWhetherToStop(QWidget* parent, std::function<void(bool stop)> onAnswer);

/// Asks whether the user answers for load on `target`, which is on the internet. As above.
void askWhetherPublicIsMine(QWidget* parent, const QString& target,
                            std::function<void(bool isMine)> onAnswer);

} // namespace squall
