#pragma once

#include <QString>

#include <functional>

class QFileDialog;
class QObject;
class QWidget;

namespace assay {

/// What a file is to be called, unless the user says otherwise.
struct SaveQuestion {
    QString title;  ///< of the dialog
    QString name;   ///< proposed, with its ending; a "/" in it becomes "-"
    QString suffix; ///< added where the user gives none, e.g. "json"
    QString filter; ///< as QFileDialog's; empty: all files
};

/// Asks where to save without stopping the window, and calls `chosen` with the path unless the user cancels or `context` dies first.
/// The dialog belongs to `owner` and goes by itself.
QFileDialog *askWhereToSave(QWidget *owner, const SaveQuestion &question, QObject *context, std::function<void(const QString &path)> chosen);

/// Asks for one file that is there; else as above.
struct OpenQuestion {
    QString title;  ///< of the dialog
    QString filter; ///< as QFileDialog's; empty: all files
    QString place = {}; ///< where it begins: a folder or a file; empty: where the last one ended
};
QFileDialog *askWhatToOpen(QWidget *owner, const OpenQuestion &question, QObject *context, std::function<void(const QString &path)> chosen);

} // namespace assay
