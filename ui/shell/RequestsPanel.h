#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace assay {

class RequestLog;
class RequestLogModel;

/// What was asked of the remote servers: method, status, size, time, trace id; each can be copied as a curl command.
class RequestsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RequestsPanel(RequestLog &log, QWidget *parent = nullptr);
    void retranslate();

Q_SIGNALS:
    /// Translated: what is on the clipboard now.
    void copied(const QString &text);

private:
    void copyCurl();
    void copyTrace();
    void updateButtons();
    void followEnd();
    RequestLogModel *m_model;
    QSortFilterProxyModel *m_filtered;
    QLineEdit *m_filter;
    QTableView *m_table;
    QPushButton *m_curl, *m_trace, *m_clear;
};

} // namespace assay
