#pragma once

#include "ui/pages/DocumentPage.h"

#include <QFrame>

class QVBoxLayout;

namespace assay {

/// Messages above the documents, newest on top, three at most beside those with an answer that has its time; they never take the focus. Each can be closed by its button,
/// its time, or a newer message with the same key.
class MessageBar : public QWidget {
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent = nullptr);
    void show(const UserMessage &message);
    /// Removes messages with this key; their `expired` is not called.
    void dismiss(const QString &key);
    bool shows(const QString &key) const;
    int count() const;

private:
    class Row;
    QList<Row *> rows() const;
    void makeRoom();
    void retire(Row *row, bool expired);
    QVBoxLayout *m_layout;
};

} // namespace assay
