#pragma once

#include <functional>

#include <QString>

class QWidget;

namespace squall {

// Dialogs of the window: each is shown and returns at once, and is gone when closed.

void showShortcuts(QWidget* parent);
void showAbout(QWidget* parent);

/// What could not be done with a file, and why.
void showProblem(QWidget* parent, const QString& what, const QString& why);

/// Asks whether to stop the run and quit. `onAnswer` is called once, unless `parent` goes first.
void askWhetherToStop(QWidget* parent, std::function<void(bool stop)> onAnswer);

/// What is about to be sent to a host on the internet.
struct PublicLoad {
    QString host;
    QString addresses; ///< where it is, as far as that is known
    QString load;      ///< how hard
};

/// Asks whether the user answers for that load. As above.
void askWhetherPublicIsMine(QWidget* parent, const PublicLoad& load,
                            std::function<void(bool isMine)> onAnswer);

} // namespace squall
