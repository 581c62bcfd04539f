//! The program as others meet it: over HTTP as a browser without JavaScript sees it, and on the command line.

mod support;

mod activity;
mod check;
mod command_line;
mod damage;
mod demo;
mod events;
mod headers;
mod interrupted;
mod operators;
mod preferences;
mod receipts;
mod run;
mod sessions;
mod sign_in;
mod static_files;
mod strange_names;
