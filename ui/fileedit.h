#pragma once

#include "ui/fieldedit.h"

namespace squall {

/// A field for the name of a file, with a button in it, and the Down key, that let one be
/// chosen. A file may be dropped onto it too.
class FileEdit final : public FieldEdit {
    Q_OBJECT

public:
    /// `title`: of the dialog; `filter` as QFileDialog has it.
    explicit FileEdit(const QString& title, const QString& filter, QWidget* parent = nullptr);

    [[nodiscard]] std::string path() const { return text().trimmed().toStdString(); }

    /// Whether there is no name, or one of a file that can be read.
    [[nodiscard]] bool isUsable() const;

    /// "“x” cannot be read." when it is not usable; else empty.
    [[nodiscard]] QString problem() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choose();

    const QString m_title;
    const QString m_filter;
};

} // namespace squall
