#include "ui/widgets/SaveDialog.h"

#include <QFileDialog>

namespace assay {

QFileDialog *askWhereToSave(QWidget *owner, const SaveQuestion &question, QObject *context, std::function<void(const QString &path)> chosen)
{
    auto *dialog = new QFileDialog(owner, question.title, {}, question.filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(question.suffix);
    dialog->selectFile(QString(question.name).replace(QLatin1Char('/'), QLatin1Char('-')));
    QObject::connect(dialog, &QFileDialog::fileSelected, context, std::move(chosen));
    dialog->open();
    return dialog;
}

QFileDialog *askWhatToOpen(QWidget *owner, const OpenQuestion &question, QObject *context, std::function<void(const QString &path)> chosen)
{
    auto *dialog = new QFileDialog(owner, question.title, question.place, question.filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, context, std::move(chosen));
    dialog->open();
    return dialog;
}

} // namespace assay
