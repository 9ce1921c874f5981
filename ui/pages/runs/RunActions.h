#pragma once

#include "ui/pages/DocumentPage.h"
#include "ui/pages/runs/InlineInput.h"

#include <QWidget>

#include <functional>

class QLabel;
class QMenu;
class QPushButton;

namespace assay {

class BatchStore;
class ConnectionRegistry;
class JobListModel;
class LibraryRuns;
class RetryRuns;
class RunRemover;

/// What can be done with the chosen runs: a bar of buttons, the same as a menu. Knows the runs by their ids.
class RunActions : public QWidget {
    Q_OBJECT
public:
    struct Services {
        ConnectionRegistry &connections;
        JobListModel &jobs;
        LibraryRuns &library;
        RunRemover &remover;
        BatchStore *batches = nullptr; ///< null: only what servers try again inside the job
    };
    /// `chosen`: in the order of the table; `input`: where tags and notes are typed; `back`: gets the focus after it.
    RunActions(const Services &services, std::function<QStringList()> chosen, InlineInput &input, QWidget &back, QWidget *parent = nullptr);
    /// The choice, or a chosen run, has changed.
    void update();
    void fillMenu(QMenu &menu);
    /// True when the key is one of an action and the action can be done.
    bool takeKey(int key);
    /// Opens the export of runs somewhere; without it nothing is offered.
    void setExporter(std::function<void(const QStringList &)> exporter);

    void open();
    void compare();

Q_SIGNALS:
    void messageRequested(const assay::UserMessage &message);
    void openRequested(const QString &kind, const QString &subject);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Entry {
        QPushButton *button;
        int key; ///< a Qt::Key; 0: none
    };
    QPushButton *add(const char *name, const char *icon, int key, void (RunActions::*slot)());
    void addTag();
    void removeTag();
    void editNote();
    void toggleBaseline();
    void pinForFamily();
    void exportChosen();
    void retryFailed();
    void cancel();
    void remove();
    QStringList retryable() const;
    QStringList compared() const;
    void retranslate();

    Services m_services;
    std::function<QStringList()> m_chosen;
    std::function<void(const QStringList &)> m_exporter;
    InlineInput &m_input;
    QWidget &m_back;
    RetryRuns *m_retries;
    QList<Entry> m_entries;
    QLabel *m_count;
    QPushButton *m_open, *m_compare, *m_tag, *m_untag, *m_note, *m_baseline, *m_family, *m_export, *m_retry, *m_cancel, *m_delete;
};

} // namespace assay
